"""Published studies as data: printed figures, entry rule, time zero, follow-up, source."""

from haicsim.analysis.studies.loading import load_study, shipped_studies, study_path
from haicsim.analysis.studies.study import Landmark, Study

__all__ = ["Landmark", "Study", "load_study", "shipped_studies", "study_path"]
