"""cxassess: assess the maturity of customer experience management, and write the reports."""

__version__ = "0.1.0"
