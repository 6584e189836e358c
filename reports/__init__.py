"""RiskReport and its renderings."""
