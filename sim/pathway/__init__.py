"""The patient's story, written once: chapters that say what is asked of the hospital and how long things take."""
