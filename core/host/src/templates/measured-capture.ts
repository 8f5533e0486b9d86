import { CaptureTag, type Context } from 'liquidjs';

/** `{% capture %}` that counts what it keeps: LiquidJS does not, and a loop may double it each time round. */
export class MeasuredCapture extends CaptureTag {
  override *render(context: Context): Generator<unknown, void, string> {
    yield* super.render(context);
    context.memoryLimit.use(String(context.bottom()[this.variable]).length);
  }
}
