"""What a person may always do with what is theirs: take all of it along, and have all of it erased."""
