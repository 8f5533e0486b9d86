#!/usr/bin/env node
import '../dist/config-schema-cli.js';
