"""The question bank at work: dealing, marking, drawing, remembering. Opens nothing itself."""
