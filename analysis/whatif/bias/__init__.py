"""What studies of registries would report as the effect of surgery, beside the effect itself."""
