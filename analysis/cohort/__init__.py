"""A team's own series of patients: checked, described, and laid beside simulated patients like them."""
