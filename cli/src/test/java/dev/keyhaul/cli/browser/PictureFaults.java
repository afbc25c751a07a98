package dev.keyhaul.cli.browser;

/** What makes a picture's texts hard to read, asked of the browser that shows the SVG. */
final class PictureFaults {
    /**
     * The texts that are smaller than 12 pixels, leave the picture or the box that they begin in,
     * lie on another text or a line, or have a contrast below 4.5 (WCAG 2.2, 1.4.3); empty when all
     * are clear.
     */
    static final String ALL =
            "(() => {\n"
                    + Readability.LIGHT
                    + """
              const faults = new Set();
              const root = document.documentElement;
              const whole = root.viewBox.baseVal;
              const holds = (outer, x, y) =>
                  x >= outer.x && x <= outer.x + outer.width && y >= outer.y && y <= outer.y + outer.height;
              const rects = [...root.querySelectorAll("rect")].map((one) => [one.getBBox(), getComputedStyle(one).fill]);
              const texts = [...root.querySelectorAll("text")].map((one) => [one.textContent.slice(0, 40), one.getBBox(), one]);
              const points = [...root.querySelectorAll("path:not(defs path)")].flatMap((path) =>
                  Array.from({length: Math.ceil(path.getTotalLength() / 3)}, (_, i) => path.getPointAtLength(3 * i)));
              for (const [words, box, element] of texts) {
                if (points.some((point) => holds(box, point.x, point.y))) {
                  faults.add("a line crosses it: " + words);
                }
                const around = rects
                    .filter(([rect]) => holds(rect, box.x + 1, box.y + box.height / 2))
                    .sort(([a], [b]) => a.width * a.height - b.width * b.height);
                for (const frame of [whole, ...around.slice(0, 1).map(([rect]) => rect)]) {
                  if (box.x < frame.x + 3 || box.x + box.width > frame.x + frame.width - 3
                      || box.y < frame.y || box.y + box.height > frame.y + frame.height) {
                    faults.add("leaves its box: " + words);
                  }
                }
                for (const [other, place] of texts) {
                  const apart = place.x >= box.x + box.width || box.x >= place.x + place.width
                      || place.y + 3 >= box.y + box.height || box.y + 3 >= place.y + place.height;
                  if (place !== box && !apart) {
                    faults.add("lies on another: " + words + " | " + other);
                  }
                }
                const style = getComputedStyle(element);
                if (parseFloat(style.fontSize) < 12) {
                  faults.add(style.fontSize + ": " + words);
                }
                const filled = around.find(([, fill]) => fill !== "none");
                const ground = filled ? filled[1] : getComputedStyle(root).backgroundColor;
                const [a, b] = [light(style.fill), light(ground)];
                const contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
                if (contrast < 4.5) {
                  faults.add("contrast " + contrast.toFixed(1) + ": " + words);
                }
              }
              return texts.length === 0 ? "no text" : [...faults].join("\\n");
            })()
            """;

    private PictureFaults() {}
}
