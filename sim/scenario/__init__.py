"""A scenario: one hospital, its patients and every number they depend on."""
