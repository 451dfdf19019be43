"""The relying party: how Samspill signs people and itself in at HelseID, ID-porten, Maskinporten and SMART servers."""
