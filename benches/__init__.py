"""Benchmarks: generated abstracts, the peers, and the table of speed and quality. Run from the
project's root folder.
"""
