"""Static analyzers: one file, one analyzer."""
