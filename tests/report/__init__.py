"""Tests of what is written: pictures, Word documents and workbooks."""
