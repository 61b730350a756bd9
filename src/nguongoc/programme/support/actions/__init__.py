"""What may be done with support cases, one file for each hand: applicant, officer, judge; and what comes after."""
