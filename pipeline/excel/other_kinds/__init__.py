"""What arrives and is no .xlsx: known by its bytes, converted, unpacked, each within limits."""
