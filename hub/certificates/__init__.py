"""Results of cases as signed papers: certificates, and how residents get them; and whether a paper is genuine."""
