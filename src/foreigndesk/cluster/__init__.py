"""The same reading on many machines: an Apache Spark job."""
