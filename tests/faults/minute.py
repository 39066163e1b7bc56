"""What the worker does every minute, done now: `python -m tests.faults.minute`, as the worker."""

import os


def main() -> None:
    """Free the jobs of workers that died, send what is due again."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "yakuba.config.settings"
    import django

    django.setup()
    from yakuba.kernel.sweeping import retry_stalled
    from yakuba.messaging.jobs import send_left_over

    retry_stalled()
    send_left_over()


if __name__ == "__main__":
    main()
