#!/usr/bin/env -S node --max-semi-space-size=32
// What is under way lives as long as an answer takes; with room for it (MiB), a busy host spends less time collecting it.
import '../dist/cli.js';
