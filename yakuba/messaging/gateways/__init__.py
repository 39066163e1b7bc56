"""Outside systems that carry messages, one file each; `registry` names those that are in use."""
