#!/usr/bin/env node
// Asks the registry whether it knows of vulnerabilities in what the packages need when they run.
// Ends with 0 when it knows of none, with 1 when it does, and with 2 when it could not be asked.
import { spawnSync } from 'node:child_process';

const { stdout, stderr } = spawnSync('npm', ['audit', '--omit=dev', '--json'], {
  encoding: 'utf8',
  maxBuffer: 2 ** 26,
  // npm asks several times, and waits in between; whoever runs this can run it again.
  env: { ...process.env, npm_config_fetch_retries: '0' },
});
const report = parsed(stdout);

if (report?.auditReportVersion === undefined) {
  console.error(`The registry could not be asked: ${report?.message ?? (stderr.trim() || 'npm said nothing')}`);
  process.exitCode = 2;
} else {
  const found = Object.values(report.vulnerabilities);
  for (const { name, severity, via } of found) {
    const reasons = via.map((each) => (typeof each === 'string' ? `through ${each}` : `${each.title}, ${each.url}`));
    console.error(`${severity}: ${name}: ${reasons.join('; ')}`);
  }
  const { prod } = report.metadata.dependencies;
  console.log(`${found.length} of ${prod} packages needed at run time have known vulnerabilities`);
  process.exitCode = found.length === 0 ? 0 : 1;
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
