"""The detectors: each looks for one kind of relation between a wrong array and the right one."""
