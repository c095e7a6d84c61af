"""Readers and writers: ITC-2007 .ctt, ITC-2019 XML, and our own JSON."""
