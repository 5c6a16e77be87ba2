"""From activity to tonnes: rule sets, published factors, recomputation."""
