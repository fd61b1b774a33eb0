import { z } from 'zod';

/** Before any schema is made: zod tries `new Function` for the first one, and the refused attempt is printed to main. */
z.config({ jitless: true });
