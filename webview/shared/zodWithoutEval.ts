import * as z from 'zod';

// zod asks `new Function` whether it may compile its parsers. The pages' content security policy
// forbids that, and each question is reported as a violation. To be imported before any schema.
z.config({ jitless: true });
