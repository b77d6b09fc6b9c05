"""Releases of the county assessment: gate, freezing, reading back, differences, evidence.

Source: rules.md, County assessment; the plan, part 四(三). Tables: schema `assessment`.
"""
