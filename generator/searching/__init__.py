"""A search for publications too large for an index that is fetched whole: of many small files a few are fetched."""
