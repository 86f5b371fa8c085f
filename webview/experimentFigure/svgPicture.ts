/** Drawn larger by this, so that it is sharp on paper too. */
const scale = 2;

/** An SVG as a PNG data URL. */
export async function pngOfSvg(svg: string): Promise<string> {
  const picture = new Image();
  picture.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  await picture.decode();
  const canvas = document.createElement('canvas');
  canvas.width = scale * picture.naturalWidth;
  canvas.height = scale * picture.naturalHeight;
  canvas.getContext('2d')?.drawImage(picture, 0, 0, canvas.width, canvas.height);
  return canvas.toDataURL('image/png');
}
