"""What the accepted rows of a period prove: tables, people, and the facts that indicators are measured on."""
