import { getSecret } from '@aws-lambda-powertools/parameters/secrets';
import type { Context } from 'aws-lambda';

export const handler = async (event: { id: string }, _context: Context): Promise<void> => {
  const secret = await getSecret<{ key: string }>(process.env.SECRET_NAME!, { transform: 'json', maxAge: 300 });
  console.log(secret!.key.length);
};
