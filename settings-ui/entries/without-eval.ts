import { z } from 'zod';

// Before any schema is made: zod compiles schemas with `new Function` where it may, and tries whether it may.
z.config({ jitless: true });
