// Makes a chosen picture small enough for every network before it is sent up, and leaves behind what a camera wrote into it (place, time).
// Without it the file goes up as it is, and the server says what is wrong.
(() => {
  const MAX_SIDE = 2048;
  const MAX_BYTES = 950_000; // below the least any network of ours takes
  const shrink = async (file) => {
    if (file.type === "image/gif") return file; // it may move
    const bitmap = await createImageBitmap(file, { imageOrientation: "from-image" });
    let scale = Math.min(1, MAX_SIDE / Math.max(bitmap.width, bitmap.height));
    const canvas = document.createElement("canvas");
    for (let quality = 0.9; ; quality -= 0.1) {
      canvas.width = Math.max(1, Math.round(bitmap.width * scale));
      canvas.height = Math.max(1, Math.round(bitmap.height * scale));
      const paper = canvas.getContext("2d");
      const keepsPng = file.type === "image/png" && quality === 0.9;
      if (!keepsPng) {
        paper.fillStyle = "#ffffff"; // JPEG knows no transparency
        paper.fillRect(0, 0, canvas.width, canvas.height);
      }
      paper.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
      const type = keepsPng ? "image/png" : "image/jpeg";
      const blob = await new Promise((done) => canvas.toBlob(done, type, quality));
      if (blob.size <= MAX_BYTES) return new File([blob], file.name, { type });
      if (quality < 0.6) {
        scale *= 0.75;
        quality = 0.9;
      }
    }
  };
  const takes = "input[type=file][data-shrink]";
  const send = async (input) => {
    if (input.files.length === 0) return;
    try {
      const files = new DataTransfer();
      files.items.add(await shrink(input.files[0]));
      input.files = files.files;
    } catch {
      // Not a picture the browser can draw: the server looks at it and says so.
    }
    input.dispatchEvent(new CustomEvent("shrunk", { bubbles: true }));
  };
  // Whoever chose a picture while the page was still loading, or comes back to a page that kept it, is not made to choose it again.
  document.addEventListener("DOMContentLoaded", () => {
    document.querySelectorAll(takes).forEach(send);
    document.addEventListener("change", (event) => {
      if (event.target.matches?.(takes)) send(event.target);
    });
  });
})();
