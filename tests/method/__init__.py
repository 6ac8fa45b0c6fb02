"""The method as tests: scores, stages, gaps, findings and the plan, with numbers worked out by hand."""
