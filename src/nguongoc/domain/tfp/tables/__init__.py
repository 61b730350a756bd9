"""The five tables of `nguongoc tfp`: a sheet of named columns in, rows and the reasons of empty cells out.

Problems of the sheet are gathered and refused together; nothing is computed from a sheet that has any.
"""
