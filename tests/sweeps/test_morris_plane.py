"""Authority: by hand, parameters that lie on one another in Morris' plane; each number must still be read."""

from matplotlib.pyplot import close
from matplotlib.text import Annotation

from haicsim.analysis.figures.morris_plane import draw
from haicsim.analysis.sensitivity.indices import Index


def test_numbers_of_points_on_one_another_do_not_hide_one_another() -> None:
    indices = [
        Index(f"tumour.p{k}", measure, 0.03 + 1e-4 * k, 0.02, 0.04, 0.01, False)
        for k in range(6)
        for measure in ("mu_star", "sigma")
    ]
    figure = draw(indices, "os60", "share of 1", "by hand")
    figure.canvas.draw()
    renderer = figure.canvas.get_renderer()
    numbers = [text for text in figure.findobj(Annotation) if text.get_visible()]
    assert sorted(text.get_text() for text in numbers) == [str(k) for k in range(1, 7)]
    boxes = [text.get_bbox_patch().get_window_extent(renderer) for text in numbers]
    panel = figure.axes[0].get_window_extent(renderer)
    for text in numbers:
        x, y = figure.axes[0].transData.transform(text.xy)
        assert panel.contains(x, y), "every point lies within the axes"
    assert not any(a.overlaps(b) for k, a in enumerate(boxes) for b in boxes[:k])
    close(figure)
