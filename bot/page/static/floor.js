// The picture: each one that arrives is drawn at its own size; the style sheet makes the pixels large.

export class Floor {
  constructor(canvas) {
    this.canvas = canvas;
    this.pen = canvas.getContext("2d");
  }

  async draw(bytes) {
    const picture = await createImageBitmap(bytes);
    if (this.canvas.width !== picture.width || this.canvas.height !== picture.height) {
      this.canvas.width = picture.width;
      this.canvas.height = picture.height;
    }
    this.pen.drawImage(picture, 0, 0);
    picture.close();
    this.canvas.dataset.drawn = Number(this.canvas.dataset.drawn ?? 0) + 1;
  }
}
