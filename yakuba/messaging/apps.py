"""The messaging module as a Django application."""

from yakuba.kernel.modules import ModuleConfig


class MessagingConfig(ModuleConfig):
    name = "yakuba.messaging"
    label = "messaging"
    public = {
        "Message": "select insert",
        "Delivery": "insert",
        "LineChannel": "select(id,active,destination,secret,code,name,api_base,basic_id)",
        "LineFriend": "select(id,channel_id,resident_id,linked_at,language,line_only,followed)"
        " update(resident_id,linked_at,line_only)",
        "LineEvent": "insert",
        "LineNonce": "insert",
        "InboxItem": "select insert update(read_at)",
        "TemplateText": "select",
        "Addressee": "select(run_id,reader_id)",
        "Personal": "select",
        "Reader": "select insert update delete",
        "ReaderAddress": "select(id,reader_id,way) insert delete",
        "PushDevice": "select(id,reader_id,key,name,since) insert delete",
        "ReaderDate": "select(id,reader_id,kind,key,day) delete",
        "Run": "select",
        "RunFile": "select update(downloads)",
    }
    append_only = frozenset({"CampaignTemplateVersion", "TemplateText"})

    def ready(self) -> None:
        from yakuba.messaging import (  # noqa: F401
            campaign_jobs,
            device_notices,
            jobs,
            opening_counts,
            options,
            permissions,
            reactions,
            sending,
        )
