from yakuba.messaging.gateways.line_sandbox.replies import Reply


class Phone:
    def __init__(self, *a):
        pass

    async def answer(self, request):
        return Reply(404)
