// As if the packages of OpenTelemetry were not installed.
import { register } from 'node:module';

register('./resolve-hooks.mjs', import.meta.url, { data: { refuse: '@opentelemetry/', say: false } });
