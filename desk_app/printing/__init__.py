"""Papers: wording from print_templates/, geometry in code."""
