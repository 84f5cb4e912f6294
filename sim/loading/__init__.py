"""Reading YAML safely: limits first, then values with the line each stands on."""
