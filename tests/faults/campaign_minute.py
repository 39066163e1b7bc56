"""What the worker does every minute for campaigns, done now: `python -m tests.faults.campaign_minute`, as the worker."""

import os


def main() -> None:
    """Free the jobs of workers that died; hand what is due to the workers."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "yakuba.config.settings"
    import django

    django.setup()
    from yakuba.messaging.campaign_jobs import start_every_minute

    start_every_minute()


if __name__ == "__main__":
    main()
