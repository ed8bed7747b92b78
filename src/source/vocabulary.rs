//! The words that observations use: each tag and category is kept once and named by its number.

use crate::model::units::Bytes;
use crate::model::{
    Backing, Category, CategoryId, Classification, Identity, Observation, PageAccess, Place, Protection, Tag,
    TagId, Usage,
};
use std::collections::HashMap;

/// Tables of tags and categories that only grow, so that what was sent of them already stays right.
#[derive(Clone, Debug, Default)]
pub struct Vocabulary {
    tags: Vec<Tag>,
    tag_ids: HashMap<Tag, TagId>,
    categories: Vec<Category>,
    category_ids: HashMap<Category, CategoryId>,
}

impl Vocabulary {
    /// The tags so far; a [`TagId`] is a place here.
    pub fn tags(&self) -> &[Tag] {
        &self.tags
    }

    /// The categories so far; a [`CategoryId`] is a place here.
    pub fn categories(&self) -> &[Category] {
        &self.categories
    }

    /// The number of a tag, which is new if it was not seen before.
    pub fn tag_id(&mut self, tag: Tag) -> TagId {
        if let Some(&id) = self.tag_ids.get(&tag) {
            return id;
        }
        let id = TagId(number(self.tags.len()));
        self.tags.push(tag.clone());
        self.tag_ids.insert(tag, id);
        id
    }

    /// A row of the category "Totals ▸ `name`": what a source says that knows nothing but sums.
    pub fn total(&mut self, name: &str, size: Bytes, usage: Usage) -> (Observation, Usage) {
        let category = self.category_id(Category::counted(Category::TOTALS, name));
        let tag = self.tag_id(Tag::named(name));
        let identity = Identity { tag, backing: Backing::Anonymous, access: PageAccess::Some };
        let class = Classification { category, label: tag, protection: Protection::default() };
        (Observation { place: Place::aggregate(category, size), identity, class, mappings: None }, usage)
    }

    /// The number of a category, which is new if it was not seen before.
    pub fn category_id(&mut self, category: Category) -> CategoryId {
        if let Some(&id) = self.category_ids.get(&category) {
            return id;
        }
        let id = CategoryId(number(self.categories.len()));
        self.categories.push(category.clone());
        self.category_ids.insert(category, id);
        id
    }
}

fn number(place: usize) -> u32 {
    u32::try_from(place).expect("a process has fewer than four billion names")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_keeps_its_number() {
        let mut vocabulary = Vocabulary::default();
        let heap = vocabulary.tag_id(Tag::named("[heap]"));
        let stack = vocabulary.tag_id(Tag::named("[stack]"));
        assert_ne!(heap, stack);
        assert_eq!(vocabulary.tag_id(Tag::named("[heap]")), heap);
        assert_eq!(vocabulary.tags()[stack.index()].name, "[stack]");
    }
}
