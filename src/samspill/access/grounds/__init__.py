"""Why a professional, or one who stands close, may need a person's data: care relations, each with a period."""
