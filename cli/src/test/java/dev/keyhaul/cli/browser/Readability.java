package dev.keyhaul.cli.browser;

/** What makes text hard to read, asked of the browser that shows it. */
final class Readability {
    /**
     * Functions of the checks here and of a picture's: the parts of a colour, and its relative
     * luminance.
     */
    static final String LIGHT =
            """
              const parts = (colour) => colour.match(/[\\d.]+/g).map(Number);
              const light = (colour) => {
                const [r, g, b] = parts(colour).map((part) => {
                  const c = part / 255;
                  return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
                });
                return 0.2126 * r + 0.7152 * g + 0.0722 * b;
              };
            """;

    /**
     * The texts on the page that are smaller than 12 pixels as they are shown, or whose contrast
     * with what is behind them is below 4.5 (WCAG 2.2, 1.4.3); empty when all are readable.
     */
    static final String FAULTS =
            "(() => {\n"
                    + LIGHT
                    + """
              const ground = (element) => {
                for (let at = element; at; at = at.parentElement) {
                  const colour = getComputedStyle(at).backgroundColor;
                  if (parts(colour)[3] !== 0) {
                    return colour;
                  }
                }
                return "rgb(255, 255, 255)";
              };
              const faults = new Set();
              const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
              while (texts.nextNode()) {
                const element = texts.currentNode.parentElement;
                const words = texts.currentNode.data.trim();
                if (!words || element.getClientRects().length === 0) {
                  continue;
                }
                const style = getComputedStyle(element);
                const svg = element.ownerSVGElement;
                const scale = svg ? svg.getScreenCTM().a : 1;
                const size = parseFloat(style.fontSize) * scale;
                if (size < 11.99) {
                  faults.add(size.toFixed(1) + "px: " + words.slice(0, 40));
                }
                if (!svg) {
                  const [a, b] = [light(style.color), light(ground(element))];
                  const contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
                  if (contrast < 4.5) {
                    faults.add("contrast " + contrast.toFixed(1) + ": " + words.slice(0, 40));
                  }
                }
              }
              return [...faults].join("\\n");
            })()
            """;

    private Readability() {}
}
