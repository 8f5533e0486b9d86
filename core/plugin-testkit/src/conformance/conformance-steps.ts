import type { ConformanceStep } from './conformance-step.js';
import { answersStep } from './steps/answers.js';
import { configSchemaStep } from './steps/config-schema.js';
import { configurationStep } from './steps/configuration.js';
import { entryStep } from './steps/entry.js';
import { everyKindStep } from './steps/every-kind.js';
import { manifestStep } from './steps/manifest.js';
import { markedSecretsStep } from './steps/marked-secrets.js';
import { noSecretStep } from './steps/no-secret.js';
import { observeStep } from './steps/observe.js';
import { previewStep } from './steps/preview.js';
import { publishStep } from './steps/publish.js';
import { startStep } from './steps/start.js';
import { timeOutStep } from './steps/time-out.js';
import { toldToStopStep } from './steps/told-to-stop.js';
import { twoInstancesStep } from './steps/two-instances.js';
import { unknownKeyStep } from './steps/unknown-key.js';

/** All that is expected of a plugin, in the order in which it is tried. */
export const CONFORMANCE_STEPS: readonly ConformanceStep[] = [
  manifestStep,
  entryStep,
  configSchemaStep,
  markedSecretsStep,
  configurationStep,
  unknownKeyStep,
  startStep,
  everyKindStep,
  answersStep,
  timeOutStep,
  toldToStopStep,
  previewStep,
  observeStep,
  publishStep,
  noSecretStep,
  twoInstancesStep,
];
