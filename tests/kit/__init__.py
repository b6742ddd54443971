"""Plants, workbooks, faults and second counts that the tests share."""
