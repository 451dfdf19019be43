"""What a professional's organisation says about a look-up: who, from where, in which relation, and why."""
