"""The desk: twenty-five analysts who read the market, argue, and are weighed by what they got right."""
