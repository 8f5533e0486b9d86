import { token } from '@headwind/plugin-di';
import type { BotConfig, WebhookConfig } from './config.js';

// An instance's configuration is one of two; what is made for one of them takes it under a token of its own.

export const WEBHOOK = token<WebhookConfig>('WEBHOOK');
export const BOT = token<BotConfig>('BOT');
