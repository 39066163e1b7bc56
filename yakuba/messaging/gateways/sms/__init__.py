"""Short messages to telephones: the published Messages resource of Twilio's REST API, whoever answers it (ADR 0024)."""
